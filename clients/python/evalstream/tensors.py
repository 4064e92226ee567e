"""Arrays as tensors of a record: element type, shape, and the elements row-major and little-endian."""

import struct

import numpy as np

_DATATYPES = {
    "bool": "BOOL",
    "uint8": "UINT8",
    "uint16": "UINT16",
    "uint32": "UINT32",
    "uint64": "UINT64",
    "int8": "INT8",
    "int16": "INT16",
    "int32": "INT32",
    "int64": "INT64",
    "float16": "FP16",
    "bfloat16": "BF16",
    "float32": "FP32",
    "float64": "FP64",
}


def tensor(name, values):
    """The tensor of this name: of a PyTorch tensor on any device, a NumPy array, numbers in lists, or texts in a list."""
    if _is_torch(values):
        datatype, array = _from_torch(name, values)
    else:
        array = np.asarray(values)
        if array.dtype.kind in "US" or (array.dtype.kind == "O" and all(isinstance(v, (str, bytes)) for v in array.flat)):
            return _texts(name, array)
        # bfloat16 is no type of NumPy's own; packages that add it use this name.
        datatype = _datatype(name, array.dtype.name)
        if datatype == "BF16":
            array = array.view(np.uint16)
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return {"name": name, "datatype": datatype, "shape": list(array.shape), "data": little.tobytes()}


def _is_torch(values):
    return type(values).__module__.partition(".")[0] == "torch" or hasattr(values, "detach")


def _from_torch(name, values):
    values = values.detach().cpu()
    datatype = _datatype(name, str(values.dtype).rpartition(".")[2])
    if datatype == "BF16":
        import torch

        values = values.contiguous().view(torch.int16)
    return datatype, values.numpy()


def _datatype(name, dtype):
    if dtype not in _DATATYPES:
        raise ValueError(f"tensor '{name}' is of {dtype}; convert it to one of {', '.join(_DATATYPES)}, or to a list of texts")
    return _DATATYPES[dtype]


def _texts(name, array):
    elements = [text if isinstance(text, bytes) else str(text).encode() for text in array.flat]
    data = b"".join(struct.pack("<I", len(element)) + element for element in elements)
    return {"name": name, "datatype": "BYTES", "shape": list(array.shape), "data": data}
