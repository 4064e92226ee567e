#!/usr/bin/env python3
"""The tensor kernels of metrics.torch, as one TorchScript module.

A batch is folded by one call of `fold`, which interprets a program: what the statistics of a plan compute of the batch's
columns, each expression once, and which integers they add to which words of the state table. `take` hands back what was
added since it was last called. The other functions are those of a table of rows that stay where they are.

Run with PyTorch 1.13 (Debian's python3-torch); the module loads in any later one:

    metrics/src/main/torch/kernels.py metrics/src/main/resources/io/evalstream/metrics/torch/kernels.pt

Everything that feeds a threshold, a bin or a key is made of IEEE operations, one tensor operation each, so that its bits
are those of the loops over arrays: `exp` and `log` are those of fdlibm, which StrictMath is, and sums over a row add the
upper half to the lower until one number is left.
"""

import hashlib
import pathlib
import sys
from typing import Final, List, Tuple

import torch
from torch import Tensor

@torch.jit.script
def bits_of(x: Tensor) -> Tensor:
    return torch.view_copy(x, dtype=torch.int64)


@torch.jit.script
def number(bits: Tensor) -> Tensor:
    return torch.view_copy(bits, dtype=torch.float64)


@torch.jit.script
def scaled(y: Tensor, k: Tensor) -> Tensor:
    """y times 2^k, by adding to the exponent's bits; the result is not subnormal."""
    return number(bits_of(y) + (k << 52))


@torch.jit.script
def exp_of_some(x: Tensor) -> Tensor:
    """e^x, as fdlibm's e_exp.c computes it."""
    magnitude = x.abs()
    # The high word of a double decides which case it is.
    high = bits_of(magnitude) >> 32
    negative = x < 0
    reduced = high > 0x3FD62E42
    one_step = reduced & (high < 0x3FF0A2B2)
    sign = torch.where(negative, -1.0, 1.0).to(torch.float64)
    k = torch.where(
        one_step,
        sign,
        torch.where(reduced, (1.44269504088896338700e00 * x + 0.5 * sign).trunc(), torch.zeros_like(x)),
    )
    # Past these bounds the result is infinite or zero; k is kept where its bits make sense.
    k = k.clamp(-1100.0, 1100.0)
    hi = torch.where(reduced, x - k * 6.93147180369123816490e-01, x)
    lo = k * 1.90821492927058770002e-10
    r = torch.where(reduced, hi - lo, x)
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    unscaled = 1.0 - ((r * c) / (c - 2.0) - r)
    y = 1.0 - ((lo - (r * c) / (2.0 - c)) - hi)
    whole = k.to(torch.int64)
    subnormal = whole < -1021
    big = scaled(y, torch.where(subnormal, whole + 1000, whole))
    big = torch.where(subnormal, big * 9.33263618503218878990e-302, big)
    result = torch.where(whole == 0, unscaled, big)
    result = torch.where(high < 0x3E300000, 1.0 + x, result)
    result = torch.where(x > 7.09782712893383973096e02, torch.full_like(x, float("inf")), result)
    result = torch.where(x < -7.45133219101941108420e02, torch.zeros_like(x), result)
    return torch.where(torch.isnan(x), x, result)


@torch.jit.script
def exp(x: Tensor) -> Tensor:
    """e^x, so many at a time as a core's cache holds with all that is computed on the way, or a share of a GPU's memory."""
    step = 1 << 24 if x.is_cuda else 1 << 15
    if x.numel() <= step:
        return exp_of_some(x)
    flat = x.reshape(-1)
    powers = torch.empty_like(flat)
    i = 0
    while i < flat.size(0):
        powers[i : i + step] = exp_of_some(flat[i : i + step])
        i += step
    return powers.view(x.size())


@torch.jit.script
def log(x: Tensor) -> Tensor:
    """The natural logarithm, as fdlibm's e_log.c computes it."""
    small = x < 2.2250738585072014e-308
    bits = bits_of(torch.where(small, x * 1.80143985094819840000e16, x))
    high = bits >> 32
    k = torch.where(small, torch.full_like(high, -54), torch.zeros_like(high)) + (high >> 20) - 1023
    mantissa = high & 0xFFFFF
    up = (mantissa + 0x95F64) & 0x100000
    k = k + (up >> 20)
    f = number(((mantissa | (up ^ 0x3FF00000)) << 32) | (bits & 0xFFFFFFFF)) - 1.0
    dk = k.to(torch.float64)
    high_part = dk * 6.93147180369123816490e-01
    low_part = dk * 1.90821492927058770002e-10
    near_one = f * f * (0.5 - 0.33333333333333333 * f)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    r = t2 + t1
    half_square = 0.5 * f * f
    with_square = ((mantissa - 0x6147A) | (0x6B851 - mantissa)) > 0
    unscaled = torch.where(with_square, f - (half_square - s * (half_square + r)), f - s * (f - r))
    powered = torch.where(
        with_square,
        high_part - ((half_square - (s * (half_square + r) + low_part)) - f),
        high_part - ((s * (f - r) - low_part) - f),
    )
    result = torch.where(k == 0, unscaled, powered)
    close = ((2 + mantissa) & 0xFFFFF) < 3
    of_close = torch.where(
        f == 0,
        torch.where(k == 0, torch.zeros_like(f), high_part + low_part),
        torch.where(k == 0, f - near_one, high_part - ((near_one - low_part) - f)),
    )
    result = torch.where(close, of_close, result)
    result = torch.where(x == 0, torch.full_like(x, float("-inf")), result)
    result = torch.where(x < 0, torch.full_like(x, float("nan")), result)
    return torch.where(torch.isnan(x) | (x == float("inf")), x, result)


@torch.jit.script
def halves(x: Tensor) -> Tuple[Tensor, Tensor]:
    """Two numbers of half as many digits, whose sum it is (Veltkamp, 1968)."""
    c = x * 134217729.0
    high = c - (c - x)
    return high, x - high


@torch.jit.script
def lost(a: Tensor, b: Tensor) -> Tensor:
    """What a * b loses when it is rounded, where nothing underflows or overflows (Dekker, 1971)."""
    a_high, a_low = halves(a)
    b_high, b_low = halves(b)
    return ((a_high * b_high - a * b) + a_high * b_low + a_low * b_high) + a_low * b_low


@torch.jit.script
def root(x: Tensor) -> Tensor:
    """The square root, correctly rounded.

    Libraries that PyTorch is built with may be off by one unit in the last place. What the square leaves of x is known
    exactly (Boldo, Daumas: Representable correcting terms for possibly underflowing floating point operations, 2003), and
    tells whether a neighbour is nearer.
    """
    wide = x.to(torch.float64)
    # Away from where squares and errors would overflow or underflow: 2^-900 to 2^900, by 2^200.
    small = wide < 1.1830521861667747e-271
    large = wide > 8.452712498170644e270
    middle = torch.where(small, wide * 1.6069380442589903e60, torch.where(large, wide * 6.223015277861142e-61, wide))
    s = torch.sqrt(middle)
    left = (middle - s * s) - lost(s, s)
    above = number(bits_of(s) + 1)
    below = number(bits_of(s) - 1)
    result = torch.where(left > s * (above - s), above, torch.where(left <= -s * (s - below), below, s))
    result = torch.where(
        small, result * 7.888609052210118e-31, torch.where(large, result * 1.2676506002282294e30, result)
    )
    regular = (wide > 0) & (wide < float("inf"))
    return torch.where(regular, result, torch.sqrt(wide)).to(x.dtype)


@torch.jit.script
def total(vectors: Tensor) -> Tensor:
    """The sum of each vector: the upper half is added to the lower until one number is left."""
    n = vectors.size(1)
    if n == 0:
        return torch.zeros(vectors.size(0), dtype=vectors.dtype, device=vectors.device)
    sums = vectors.clone()
    while n > 1:
        half = (n + 1) // 2
        sums[:, : n - half] += sums[:, half:n]
        n = half
    return sums[:, 0]


@torch.jit.script
def softmax(logits: Tensor) -> Tensor:
    """Softmax of each vector in the arithmetic of its type."""
    powers = exp((logits - logits.amax(1, True)).to(torch.float64)).to(logits.dtype)
    return powers / total(powers).unsqueeze(1)


@torch.jit.script
def logarithm(x: Tensor) -> Tensor:
    """The logarithm, rounded to the type of the number."""
    return log(x.to(torch.float64)).to(x.dtype)


@torch.jit.script
def argmax(vectors: Tensor) -> Tensor:
    """Index of the largest entry; the lowest of several."""
    largest = vectors == vectors.amax(1, True)
    places = torch.arange(vectors.size(1), device=vectors.device).unsqueeze(0)
    return torch.where(largest, places, vectors.size(1)).amin(1)


@torch.jit.script
def at(vectors: Tensor, index: Tensor) -> Tensor:
    """An entry of each vector; an index outside, which is of an element that does not count, reads some other."""
    inside = index.clamp(0, vectors.size(1) - 1)
    return vectors.gather(1, inside.unsqueeze(1)).squeeze(1)


@torch.jit.script
def rank(vectors: Tensor, index: Tensor) -> Tensor:
    """How many entries come before one in falling order, of equal ones the lower first; all where it is outside."""
    own = at(vectors, index).unsqueeze(1)
    places = torch.arange(vectors.size(1), device=vectors.device).unsqueeze(0)
    before = (vectors > own) | ((vectors == own) & (places < index.unsqueeze(1)))
    outside = (index < 0) | (index >= vectors.size(1))
    return torch.where(outside, vectors.size(1), before.sum(1))


@torch.jit.script
def add_digits(words: Tensor, first: Tensor, term: Tensor, times: Tensor, doubled: int) -> None:
    """Adds times * 2^doubled * term to the exact sums whose words begin at these places.

    A sum has 67 digits of 32 bits, those that finite doubles touch, and then counters of NaN, positive and negative
    infinity. Bit 0 of the first digit stands for 2^-1088.
    """
    bits = bits_of(term.to(torch.float64))
    biased = (bits >> 52) & 0x7FF
    fraction = bits & 0xFFFFFFFFFFFFF
    finite = biased < 0x7FF
    mantissa = torch.where(biased == 0, fraction, fraction | 0x10000000000000)
    bit = torch.where(biased == 0, torch.ones_like(biased), biased) - 1075 + 1088 + doubled
    word = torch.where(finite, bit >> 5, torch.zeros_like(bit))
    shift = bit & 31
    signed = torch.where(finite, torch.where(bits < 0, -times, times), torch.zeros_like(times))
    low = ((mantissa & 0xFFFFFFFF) << shift) & 0xFFFFFFFF
    middle = torch.bitwise_right_shift(mantissa, 32 - shift) & 0xFFFFFFFF
    high = torch.bitwise_right_shift(mantissa >> 1, 63 - shift)
    place = first + word
    counter = torch.where(fraction != 0, 0, torch.where(bits < 0, 2, 1)) + 67
    other = torch.where(finite, torch.zeros_like(times), times << doubled)
    words.index_add_(
        0,
        torch.cat([place, place + 1, place + 2, first + counter]),
        torch.cat([signed * low, signed * middle, signed * high, other]),
    )


@torch.jit.script
def add_sums(words: Tensor, first: Tensor, term: Tensor, times: Tensor, parts: int) -> None:
    """Adds times * term to the exact sums whose words begin at these places; so many at a time as with `exp`.

    Bit i of parts says that some times have bits from 2^(10 i) on. These are added apart, below 2^42 to a digit.
    """
    step = 1 << 24 if words.is_cuda else 1 << 15
    for part in range(4):
        if (parts >> part) & 1 == 1:
            doubled = 10 * part
            some = times if parts == 1 else ((times.abs() >> doubled) & 1023) * times.sign()
            i = 0
            while i < first.size(0):
                add_digits(words, first[i : i + step], term[i : i + step], some[i : i + step], doubled)
                i += step


@torch.jit.script
def bits_for(largest: int) -> int:
    """The least b for which 2^b is not below a number."""
    bits = 0
    while (1 << bits) < largest:
        bits += 1
    return bits


@torch.jit.script
def add_units(sums: Tensor, units: Tensor, shift: int) -> None:
    """Adds units * 2^shift to fixed sums, [sums, 3], for a shift below 64; a word changes by less than 2^35.

    The words are digits that stand for 1 and 2^32, uncarried, and what stands for 2^64. With a shift, units are below 2^54.
    """
    if shift == 0:
        sums[:, 0] += units & 0xFFFFFFFF
        sums[:, 1] += units >> 32
        return
    low = (units & 0xFFFFFFFF) << (shift & 31)
    high = (units >> 32) << (shift & 31)
    middle = (low >> 32) + (high & 0xFFFFFFFF)
    if shift < 32:
        sums[:, 0] += low & 0xFFFFFFFF
        sums[:, 1] += middle
        sums[:, 2] += high >> 32
    else:
        sums[:, 1] += low & 0xFFFFFFFF
        sums[:, 2] += middle + ((high >> 32) << 32)


@torch.jit.script
def parts(units: Tensor, bits: int, count: int) -> List[Tensor]:
    """Whole numbers up to 2^bits as they are, or as low + high * 2^(bits // 2 + 1), both up to 2^(bits // 2)."""
    if count == 1:
        return [units]
    unit = float(1 << (bits // 2 + 1))
    high = torch.round(units / unit)
    return [units - high * unit, high]


@torch.jit.script
def add_products(sums: Tensor, units: Tensor, times: Tensor) -> None:
    """Adds the products of every two entries i <= j of each vector, so many times, to fixed sums, row by row.

    Products of matrices of float64 are exact in any order where no sum passes 2^53. So one or both factors are cut into
    parts, as their size asks, and there are at most 2^11 vectors at a time: 2^42 for parts of entries up to 2^43.
    """
    width = units.size(1)
    block = 2048 if units.is_cuda else 256
    bits = bits_for(int(units.abs().max().to(torch.int64)))
    most = int(times.abs().max())
    step = 2048 // most
    i = 0
    while i < units.size(0):
        some = units[i : i + step]
        weights = times[i : i + step].unsqueeze(1).to(torch.float64)
        i += step
        counted = bits_for(some.size(0) * most)
        right = parts(some, bits, 1 if 2 * bits + counted <= 53 else 2)
        left = parts(some, bits, 1 if bits + bits // 2 + counted <= 53 else 2)
        weighted = [part * weights for part in left]
        fits = 2 * bits + counted <= 62
        first = 0
        word = 0
        while first < width:
            end = min(first + block, width)
            rows = torch.arange(first, end, device=units.device).unsqueeze(1)
            upper = torch.arange(first, width, device=units.device).unsqueeze(0) >= rows
            count = (end - first) * (2 * width - first - end + 1) // 2
            of_block = sums[word : word + count]
            whole = torch.zeros(count, dtype=torch.int64, device=units.device)
            for a in range(len(left)):
                for b in range(len(right)):
                    product = weighted[a][:, first:end].t().matmul(right[b][:, first:])
                    product_units = product.masked_select(upper).to(torch.int64)
                    shift = (a + b) * (bits // 2 + 1)
                    if fits:
                        whole += product_units << shift
                    else:
                        add_units(of_block, product_units, shift)
            if fits:
                add_units(of_block, whole, 0)
            word += count
            first = end


class Kernels(torch.nn.Module):
    """The kernels that are called from outside."""

    # The instructions; Program.java repeats their numbers. Each is four integers: its number, and up to three operands,
    # which are registers unless said otherwise.
    ARGMAX: Final[int] = 0  # vectors -> index of the largest, the lowest of several
    RANK: Final[int] = 1  # vectors, index -> how many come before that entry in falling order
    SOFTMAX: Final[int] = 2  # vectors -> vectors
    AT: Final[int] = 3  # vectors, index -> the entry
    LOG: Final[int] = 4  # numbers -> natural logarithms
    BUCKET: Final[int] = 5  # numbers, edges -> index of the last edge that is not above
    EQUAL: Final[int] = 6  # a, b
    LESS: Final[int] = 7  # a, b
    PLUS: Final[int] = 8  # a, b
    MINUS: Final[int] = 9  # a, b
    TIMES: Final[int] = 10  # a, b
    OVER: Final[int] = 11  # a, b
    CHOOSE: Final[int] = 12  # condition, where true, where false
    ROOT: Final[int] = 13  # numbers -> square roots
    TOTAL: Final[int] = 14  # vectors -> sums
    WIDE: Final[int] = 15  # numbers -> float64
    LARGEST: Final[int] = 16  # vectors -> their largest entries
    LOG_TOTAL: Final[int] = 17  # vectors -> log of the sums of e^(entry - largest)
    ROUND: Final[int] = 18  # numbers -> the nearest whole ones, of two the even one
    LOST: Final[int] = 19  # a, b -> what a * b loses when it is rounded
    ADD_COUNT: Final[int] = 20  # first word (not a register), index, condition
    ADD_SUM: Final[int] = 21  # the same, and a term
    ADD_UNITS: Final[int] = 22  # the same without an index: vectors of units to fixed sums
    ADD_PRODUCTS: Final[int] = 23  # the same: products of every two entries

    # Words of an exact sum: digits, and counters of NaN, positive and negative infinity.
    SUM_WORDS: Final[int] = 70
    # Words of a fixed sum.
    FIXED_WORDS: Final[int] = 3

    def add_fixed(
        self, words: Tensor, place: Tensor, amount: Tensor, vectors: Tensor, size: int, products: bool
    ) -> None:
        """Adds vectors to the fixed sums of their states, or the products of their entries, one state after another."""
        counted = amount.nonzero().squeeze(1)
        counted = counted[place[counted].argsort()]
        places, counts = torch.unique_consecutive(place[counted], return_counts=True)
        firsts: List[int] = places.tolist()
        vectors_of: List[int] = counts.tolist()
        at = 0
        for i in range(len(firsts)):
            own = counted[at : at + vectors_of[i]]
            at += vectors_of[i]
            sums = words[firsts[i] : firsts[i] + size * self.FIXED_WORDS].view(size, self.FIXED_WORDS)
            if products:
                add_products(sums, vectors[own], amount[own])
            else:
                add_units(sums, (vectors[own].to(torch.int64) * amount[own].unsqueeze(1)).sum(0), 0)

    @torch.jit.export
    def fold(
        self, program: List[int], columns: List[Tensor], table: Tensor, rows: List[Tensor], times: List[Tensor]
    ) -> int:
        """Adds a batch to the states of a table.

        Columns are the first registers. The result of each instruction is the next. Four integers follow those of an
        addition: the term's register, the number of the rows and multiplicities that it takes, how many indexes there
        are, and which parts the multiplicities have.
        """
        registers = list(columns)
        words = table.view(-1)
        width = table.size(1)
        i = 0
        while i < len(program):
            op = program[i]
            a = program[i + 1]
            b = program[i + 2]
            c = program[i + 3]
            i += 4
            if op == self.ARGMAX:
                registers.append(argmax(registers[a]))
            elif op == self.RANK:
                registers.append(rank(registers[a], registers[b]))
            elif op == self.SOFTMAX:
                registers.append(softmax(registers[a]))
            elif op == self.AT:
                registers.append(at(registers[a], registers[b]))
            elif op == self.LOG:
                registers.append(logarithm(registers[a]))
            elif op == self.BUCKET:
                found = torch.bucketize(registers[a].to(torch.float64), registers[b], right=True) - 1
                registers.append(found.clamp(min=0))
            elif op == self.EQUAL:
                registers.append(registers[a] == registers[b])
            elif op == self.LESS:
                registers.append(registers[a] < registers[b])
            elif op == self.PLUS:
                registers.append(registers[a] + registers[b])
            elif op == self.MINUS:
                registers.append(registers[a] - registers[b])
            elif op == self.TIMES:
                registers.append(registers[a] * registers[b])
            elif op == self.OVER:
                registers.append(registers[a] / registers[b])
            elif op == self.CHOOSE:
                registers.append(torch.where(registers[a], registers[b], registers[c]))
            elif op == self.ROOT:
                registers.append(root(registers[a]))
            elif op == self.TOTAL:
                registers.append(total(registers[a]))
            elif op == self.LARGEST:
                registers.append(registers[a].amax(1))
            elif op == self.LOG_TOTAL:
                shifted = registers[a] - registers[a].amax(1, True)
                registers.append(log(total(exp(shifted.to(torch.float64)))))
            elif op == self.WIDE:
                registers.append(registers[a].to(torch.float64))
            elif op == self.ROUND:
                registers.append(torch.round(registers[a]))
            elif op == self.LOST:
                registers.append(lost(registers[a], registers[b]))
            else:
                term = program[i]
                group = program[i + 1]
                size = program[i + 2]
                parts_of_times = program[i + 3]
                i += 4
                amount = times[group]
                if c >= 0:
                    amount = amount * registers[c].to(torch.int64)
                place = rows[group] * width + a
                step = self.SUM_WORDS if op == self.ADD_SUM else 1
                if b >= 0:
                    # An element that does not count adds nothing, wherever its index points.
                    place = place + registers[b].clamp(0, size - 1) * step
                elif size > 1 and op <= self.ADD_SUM:
                    # Each entry of a vector is added to an element of its own.
                    place = (place.unsqueeze(1) + torch.arange(size, device=place.device) * step).view(-1)
                    amount = amount.repeat_interleave(size)
                if op == self.ADD_SUM:
                    if size > 1 and not bool(registers[term].any()):
                        continue  # Products of float32 lose nothing.
                    add_sums(words, place, registers[term].reshape(-1), amount, parts_of_times)
                elif op != self.ADD_COUNT:
                    self.add_fixed(words, place, amount, registers[term], size, op == self.ADD_PRODUCTS)
                else:
                    words.index_add_(0, place, amount)
        return len(registers)

    @torch.jit.export
    def take(self, table: Tensor, row: int, end_row: int, word: int, end_word: int) -> Tensor:
        """Which words of a part of the table are not all zero, and then these words row by row, in one copy; the part is
        zero thereafter."""
        part = table[row:end_row, word:end_word]
        touched = part.any(0).nonzero().squeeze(1)
        taken = torch.cat([touched + word, part.index_select(1, touched).view(-1)])
        part.zero_()
        return taken.cpu()

    @torch.jit.export
    def grown(self, table: Tensor, rows: int) -> Tensor:
        """A table with what another holds, and as many rows of zeros as it then lacks."""
        more = torch.zeros(rows - table.size(0), table.size(1), dtype=table.dtype, device=table.device)
        return torch.cat([table, more])

    @torch.jit.export
    def add_words(self, table: Tensor, places: Tensor, values: Tensor) -> int:
        """Adds values to words by their place in the whole table."""
        table.view(-1).index_add_(0, places, values)
        return places.size(0)

    @torch.jit.export
    def add_row(self, table: Tensor, into: int, row: int) -> int:
        """Adds one row to another."""
        table[into].add_(table[row])
        return 1

    @torch.jit.export
    def sum_rows(self, table: Tensor, rows: List[int]) -> Tensor:
        """The sum of some rows."""
        sums = table[rows[0]].clone()
        for i in range(1, len(rows)):
            sums.add_(table[rows[i]])
        return sums.cpu()

    @torch.jit.export
    def read_rows(self, table: Tensor, rows: Tensor) -> Tensor:
        """Some rows, in one copy."""
        return table.index_select(0, rows).cpu()

    @torch.jit.export
    def clear_rows(self, table: Tensor, rows: Tensor) -> int:
        """Makes some rows zero."""
        table.index_fill_(0, rows, 0)
        return rows.size(0)

    @torch.jit.export
    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        """Exponentials, logarithms and square roots, which a test compares with StrictMath's."""
        return exp(x), log(x), root(x)


def source_hash() -> str:
    return hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()


if __name__ == "__main__":
    torch.jit.save(torch.jit.script(Kernels()), sys.argv[1], _extra_files={"source.sha256": source_hash()})
