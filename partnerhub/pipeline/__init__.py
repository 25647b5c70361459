"""How numbers come to be: files and records into the lake, the lake into marts, and the one way to read a mart."""
