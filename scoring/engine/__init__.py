"""Measure, points, ranking, winners, explanation: NumPy in, NumPy out, nothing else."""
