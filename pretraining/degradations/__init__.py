"""What spoils a picture; conventions as in `src/imaging/degradation`."""
