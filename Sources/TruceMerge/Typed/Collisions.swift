import TruceDiff

/// Finds what lines took from each side, at places apart, that makes no well-formed text together: one key that both sides
/// inserted, each elsewhere.
struct Collisions {
    let level: TypedLevel

    /// Whatever is still broken after so many collisions is broken for another reason.
    private static let most = 64

    /// Whether both sides have changed something of what may not stand twice.
    static func mayBe(in regions: [Region], _ format: TypedFormat) -> Bool {
        func has(_ kind: Region.Kind) -> Bool { regions.contains { $0.kind == kind || $0.isConflict } }
        return format == .toml && has(.ours) && has(.theirs)
    }

    /// The regions with those open that collide; nil where none do, and where opening them does not mend the text.
    ///
    /// TOML alone: in JSON, and in what people take for YAML, a key may stand twice, and there texts that people have merged
    /// this way exist. Costs a parse of the text, and two more for each collision.
    func opened(_ regions: [Region]) -> [Region]? {
        guard Self.mayBe(in: regions, level.format) else { return nil }
        var opened = regions
        for count in 0...Self.most {
            let broken = [TypedSide.ours, .theirs].lazy.compactMap { collision(in: opened, openAs: $0) }.first
            guard let broken else { return count == 0 ? nil : opened }
            guard !broken.isEmpty else { return nil }
            for index in broken { opened[index].kind = .conflict(Conflict(.wouldNotParse)) }
        }
        return nil
    }

    /// The regions that keep the text from being well-formed, none where that is not known; nil where it is, and where
    /// nobody can tell.
    private func collision(in regions: [Region], openAs side: TypedSide) -> [Int]? {
        var text: [UInt8] = []
        var starts: [Int] = []
        for region in regions {
            let lines = level.text(of: region, openAs: side)
            if !lines.isEmpty { endLine(of: &text, before: lines) }
            starts.append(text.count)
            text += lines
        }
        func changes(at places: [Int]) -> [Int] {
            let found = places.map { place in starts.partitioningIndex { $0 > place } - 1 }
            return found.filter { regions[$0].kind == .ours || regions[$0].kind == .theirs }
        }
        do throws(Unparsed) {
            _ = try level.format.parse(text)
            return nil
        } catch {
            switch error {
            case .repeatedKey(_, let first, let second), .clash(let first, let second):
                return changes(at: [first, second])
            case .malformed: return []
            case .unsupported, .tooDeep: return nil
            }
        }
    }
}
