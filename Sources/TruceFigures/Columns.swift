// Numbers as the columns of a table.

func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

func tenths(_ value: Double, width: Int) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)".padded(from: width)
}

func hundredths(_ value: Double, width: Int) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)".padded(from: width)
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func padded(from width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
