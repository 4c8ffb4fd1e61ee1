"""Any table: its cells, rows and columns, and the sessions or readings in it."""
