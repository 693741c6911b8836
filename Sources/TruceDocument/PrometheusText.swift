extension [UInt8] {
    /// `# HELP` and `# TYPE` of a metric. In the help backslash and line feed are escaped.
    mutating func writeHead(_ description: MetricDescription, type: String) {
        self += "# HELP \(description.name) ".utf8
        writeEscaped(description.help, quotes: false)
        self += "\n# TYPE \(description.name) \(type)\n".utf8
    }

    /// One line: name, labels with their values, number.
    mutating func writeSample(_ name: String, _ labels: [String], _ values: [String], _ number: String) {
        self += name.utf8
        for (index, (label, value)) in zip(labels, values).enumerated() {
            append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            self += label.utf8
            self += "=\"".utf8
            writeEscaped(value, quotes: true)
            append(UInt8(ascii: "\""))
        }
        if !labels.isEmpty { append(UInt8(ascii: "}")) }
        append(UInt8(ascii: " "))
        self += number.utf8
        append(UInt8(ascii: "\n"))
    }

    private mutating func writeEscaped(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): self += "\\\\".utf8
            case UInt8(ascii: "\n"): self += "\\n".utf8
            case UInt8(ascii: "\"") where quotes: self += "\\\"".utf8
            default: append(byte)
            }
        }
    }
}

extension Double {
    /// As Prometheus reads it: whole numbers without a fraction, `+Inf`, `-Inf`, `NaN`.
    var prometheus: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        if let whole = Int(exactly: self), abs(whole) < 1 << 53 { return String(whole) }
        return description
    }
}
