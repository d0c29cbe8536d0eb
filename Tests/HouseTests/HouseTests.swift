// The arrows between rooms are read here.
