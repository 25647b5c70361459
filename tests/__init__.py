"""Tests of the hub: sentences about the product, on real parts."""
