"""Floor 0: frozen values and pure functions on them, standard library only."""
