/// Ids for requests that bring none.
enum RequestID {
    /// `req_` and ten random digits of Crockford's base 32 in lower case.
    @Sendable static func make() -> String {
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var random = UInt64.random(in: .min ... .max)
        return String(unsafeUninitializedCapacity: 14) { buffer in
            _ = buffer.update(fromContentsOf: Array("req_".utf8))
            for index in 4..<14 {
                buffer[index] = digits[Int(random & 31)]
                random >>= 5
            }
            return 14
        }
    }
}
