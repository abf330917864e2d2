"""What an import asks of every byte and every row, compiled to machine code: splitting, cells, pages, texts, order.

Numba takes half a second to load, so that these modules are imported where rows are read and nowhere else. The machine code of a
function is kept beside its file under a digest of that file alone: no module here may use another one's compiled functions.
"""
