"""Tests of the jury's services."""
