/// How records lie in a file: a line that names the format, then for each record its length (8 bytes, little-endian),
/// the CRC-32 of length and payload (4 bytes) and the payload. A record that is not whole or does not add up ends what
/// can be read: the crash that tore it came before anything after it.
enum RecordFrame {
    static let magic = Array("truce journal 4\n".utf8)
    private static let headerSize = 12

    static func append(_ payload: [UInt8], to file: inout [UInt8]) {
        let length = littleEndian(UInt64(payload.count))
        file += length
        file += littleEndian(checksum(length, payload[...]))
        file += payload
    }

    /// The payloads of `file` up to the first that is torn; nil where it is no journal of a known format.
    static func payloads(in file: [UInt8]) -> [ArraySlice<UInt8>]? {
        guard file.starts(with: magic) else { return nil }
        var payloads: [ArraySlice<UInt8>] = []
        var rest = file[magic.count...]
        while rest.count >= headerSize {
            let length = rest.prefix(8)
            let stated = number(rest.dropFirst(8).prefix(4))
            guard let size = Int(exactly: number(length)), size <= rest.count - headerSize else { break }
            let payload = rest.dropFirst(headerSize).prefix(size)
            guard checksum(Array(length), payload) == stated else { break }
            payloads.append(payload)
            rest = rest.dropFirst(headerSize + size)
        }
        return payloads
    }

    private static func checksum(_ length: [UInt8], _ payload: ArraySlice<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(length)
        crc.update(payload)
        return crc.value
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
