"""How people come in, tried at the doors."""
