public import TruceMerge

/// What the gate waits for, and how it is counted.
extension Resolver {
    /// Conflicts without a decision.
    public var undecided: [Int] { regions(in: .undecided) }

    /// Proposals that nobody has accepted or decided: being on the screen is not acceptance.
    public var unaccepted: [Int] { regions(in: .proposed) }

    /// Regions that the gate waits for: all these together, in the text's order.
    public var waiting: [Int] {
        merge.regions.indices.filter {
            let state = result.pieces[$0].state
            return state == .undecided || state == .proposed
        }
    }

    /// What RESULT is, as the message of its version tells it: `merge of v18 by bob: merged 5, accepted 1, decided 3`.
    var account: String {
        guard let version = theirs.version else { return outcome }
        return "merge of v\(version.number) by \(version.actor): \(outcome)"
    }

    /// What became of it all, once it was sent: `merged 5, accepted 1, decided 3`.
    var outcome: String {
        let accepted = merge.proposals.count { result.pieces[$0].state == .accepted }
        let parts = ["merged \(mergedCount)", accepted > 0 ? "accepted \(accepted)" : nil]
        return (parts.compactMap(\.self) + ["decided \(merge.contested.count - accepted)"]).joined(separator: ", ")
    }

    private func regions(in state: ResultText.State) -> [Int] {
        merge.regions.indices.filter { result.pieces[$0].state == state }
    }

    /// The number of a conflict as the person counts, from 1; nil for another region.
    public func number(of region: Int) -> Int? { merge.conflicts.firstIndex(of: region).map { $0 + 1 } }

    /// The number of a proposal as the person counts, from 1; nil for another region.
    public func autoNumber(of region: Int) -> Int? { merge.proposals.firstIndex(of: region).map { $0 + 1 } }

    /// `conflict 2`, or `auto 1` for a proposal; nil for a region that merged by lines.
    public func title(of region: Int) -> String? {
        number(of: region).map { "conflict \($0)" } ?? autoNumber(of: region).map { "auto \($0)" }
    }

    /// What ``title(of:)`` says, for all regions that it knows a word for. Linear.
    var titles: [Int: String] {
        var titles: [Int: String] = [:]
        for (index, region) in merge.conflicts.enumerated() { titles[region] = "conflict \(index + 1)" }
        for (index, region) in merge.proposals.enumerated() { titles[region] = "auto \(index + 1)" }
        return titles
    }

    /// `conflict 2 of 3`, or `auto 1 of 2`; nil for a region that merged by lines.
    public func placeAmongItsKind(_ region: Int) -> String? {
        let count = merge.regions[region].isConflict ? merge.conflicts.count : merge.proposals.count
        return title(of: region).map { "\($0) of \(count)" }
    }

    /// `2 conflicts and 1 auto are left`; nil where nothing is.
    var remainder: String? {
        let conflicts = undecided.count
        let autos = unaccepted.count
        let parts = [
            conflicts == 0 ? nil : conflicts == 1 ? "1 conflict" : "\(conflicts) conflicts",
            autos == 0 ? nil : "\(autos) auto",
        ].compactMap(\.self)
        if parts.isEmpty { return nil }
        return parts.joined(separator: " and ") + (conflicts + autos == 1 ? " is left" : " are left")
    }
}

extension Merge {
    /// The regions that were merged by words or keys, as indices into `regions`.
    public var proposals: [Int] { regions.indices.filter { regions[$0].proposal != nil } }

    /// The regions that both sides changed, each in its own way, as indices into `regions`.
    var contested: [Int] { regions.indices.filter { regions[$0].isContested } }
}
