"""Values to text, JSON, frames and pictures, for terminals too."""
