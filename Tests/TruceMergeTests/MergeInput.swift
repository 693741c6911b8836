import TruceDiff
import TruceMerge

/// Three texts and how they are merged, from any bytes: what a fuzzer changes.
///
/// The first byte says the kind, the level, the mode and the algorithm. Of the others each below 8 says in which texts
/// the bytes behind it stand, a bit each (1 base, 2 ours, 4 theirs; 0 is as 7), so that texts stay related however the
/// bytes are changed.
struct MergeInput {
    var base: Snapshot
    var ours: Snapshot
    var theirs: Snapshot
    var options: MergeOptions

    init(_ bytes: some Collection<UInt8>) {
        var choice = Int(bytes.first ?? 0)
        func choose<Value>(_ values: [Value]) -> Value {
            defer { choice /= values.count }
            return values[choice % values.count]
        }
        options = MergeOptions(kind: choose(TextKind.allCases))
        options.level = choose([.typed, .word, .line])
        options.mode = choose([.default, .cautious, .wide])
        options.algorithm = choose([.myers, .histogram])
        var texts: [[UInt8]] = [[], [], []]
        var places: UInt8 = 7
        for byte in bytes.dropFirst() {
            if byte < 8 {
                places = byte == 0 ? 7 : byte
                continue
            }
            for index in 0..<3 where places >> UInt8(index) & 1 == 1 { texts[index].append(byte) }
        }
        base = Snapshot(texts[0])
        ours = Snapshot(texts[1])
        theirs = Snapshot(texts[2])
    }
}
