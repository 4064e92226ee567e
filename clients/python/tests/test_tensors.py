import numpy as np
import pytest
from evalstream import tensor

TYPES = {
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
    "float32": "FP32",
    "float64": "FP64",
}


@pytest.mark.parametrize(("dtype", "datatype"), TYPES.items())
def test_every_type_of_numpy_is_packed(dtype, datatype):
    values = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)

    packed = tensor("preds", values)

    assert packed["datatype"] == datatype
    assert packed["shape"] == [2, 3]
    assert (np.frombuffer(packed["data"], dtype).reshape(2, 3) == values).all()


def test_elements_are_little_endian_and_row_major():
    big_and_transposed = np.array([[1, 2], [3, 4]], ">i4").T

    assert tensor("t", big_and_transposed)["data"] == np.array([1, 3, 2, 4], "<i4").tobytes()


def test_lists_and_numbers_are_arrays():
    assert tensor("t", [0.5, 1.0]) == {
        "name": "t",
        "datatype": "FP64",
        "shape": [2],
        "data": np.array([0.5, 1.0]).tobytes(),
    }
    assert tensor("t", 3)["shape"] == []


def test_texts_have_their_length_before_them():
    assert tensor("texts", ["", "grün"]) == {
        "name": "texts",
        "datatype": "BYTES",
        "shape": [2],
        "data": b"\0\0\0\0\5\0\0\0gr\xc3\xbcn",
    }


def test_types_that_cannot_be_sent_are_refused():
    with pytest.raises(ValueError, match="tensor 'preds' is of complex128; convert it to one of BOOL|bool"):
        tensor("preds", np.array([1j]))


def test_tensors_of_pytorch_are_packed_as_they_are():
    torch = pytest.importorskip("torch")
    values = torch.tensor([[1.0, -2.5], [3.0, 0.1]], requires_grad=True)

    for dtype, datatype in [(torch.float32, "FP32"), (torch.float64, "FP64"), (torch.float16, "FP16"), (torch.int64, "INT64")]:
        converted = values.to(dtype)
        packed = tensor("preds", converted)
        assert packed["datatype"] == datatype
        assert packed["data"] == converted.detach().numpy().tobytes()
    assert tensor("preds", values.t())["data"] == values.detach().t().contiguous().numpy().tobytes()


def test_bfloat16_is_the_upper_half_of_float32():
    torch = pytest.importorskip("torch")
    values = torch.tensor([[1.0, -2.5], [3.0, 0.1]]).to(torch.bfloat16)

    packed = tensor("preds", values)

    assert packed["datatype"] == "BF16"
    assert packed["shape"] == [2, 2]
    upper = np.frombuffer(packed["data"], "<u2").astype("<u4") << 16
    assert (upper.view("<f4").reshape(2, 2) == values.float().numpy()).all()
