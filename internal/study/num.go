package study

import "math/bits"

// mulDiv returns a·b÷c rounded half up, exactly, for a, b ≥ 0 and c > 0. The product may exceed an int64, the result
// is capped at the largest one.
func mulDiv(a, b, c int64) int64 {
	const most = 1<<63 - 1
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	hi += carry
	if hi >= uint64(c) {
		return most
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, most))
}

// roundDiv returns a÷c rounded half up, for a ≥ 0 and c > 0.
func roundDiv(a, c int64) int64 { return (a + c/2) / c }

// percentOf is 100·part÷whole in tenths, rounded half up; no figure if whole is 0.
func percentOf(part, whole int64) Percentage {
	if whole <= 0 {
		return Percentage{}
	}
	return Percentage{Tenths: int(mulDiv(part, 1000, whole)), OK: true}
}

// decimal writes n as the shortest decimal of at most two places: "3", "6.5", "4.23".
func decimal(n Num, u Unit) string {
	hundredths := int64(n)
	if u == Hours {
		hundredths = roundDiv(hundredths, 60*micro/100)
	} else {
		hundredths = roundDiv(hundredths, micro/100)
	}
	return formatMicro(hundredths * (micro / 100))
}

// amountText writes n for a message, without the name of a counted unit: "5", "26h", "6h30m".
func amountText(n Num, u Unit) string {
	if u == Hours {
		return formatMinutes(roundDiv(int64(n), micro))
	}
	return decimal(n, u)
}

// amountOf writes n with its unit: "4 chapters", "1 chapter", "15 %", "26h".
func amountOf(n Num, u Unit) string {
	switch text := amountText(n, u); {
	case u == Hours || u == "":
		return text
	case u == Percent:
		return text + " %"
	case n == micro:
		return text + " " + string(u[:len(u)-1])
	default:
		return text + " " + string(u)
	}
}
