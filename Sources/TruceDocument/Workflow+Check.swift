extension Workflow {
    /// Everything that is wrong with a workflow, in the order of its JSON.
    static func faults(start: String, statuses: [Status]) -> [Fault] {
        guard !statuses.isEmpty else {
            return [Fault(pointer: "/statuses", detail: "A workflow has at least one status.")]
        }
        guard statuses.count <= maximumStatuses else {
            let detail = "A workflow has at most \(maximumStatuses) statuses; these are \(statuses.count)."
            return [Fault(pointer: "/statuses", detail: detail)]
        }
        let names = Set(statuses.map(\.name))
        var faults: [Fault] = []
        if !names.contains(start) {
            faults.append(Fault(pointer: "/start", detail: "There is no status '\(start)'."))
        }
        var seen: Set<String> = []
        for (index, status) in statuses.enumerated() {
            let place = "/statuses/\(index)"
            if let detail = nameFault(status.name) {
                faults.append(Fault(pointer: place + "/name", detail: detail))
            } else if !seen.insert(status.name).inserted {
                faults.append(
                    Fault(pointer: place + "/name", detail: "The status '\(status.name)' stands there twice."))
            }
            faults += transitionFaults(of: status, place: place, names: names)
        }
        return faults.isEmpty ? unreachable(start: start, statuses: statuses) : faults
    }

    private static func nameFault(_ name: String) -> String? {
        let isWord = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-".utf8.contains(byte)
        }
        guard isWord, (1...50).contains(name.utf8.count) else {
            return "A status is called by 1 to 50 small letters, digits, '_' and '-'."
        }
        return nil
    }

    private static func transitionFaults(of status: Status, place: String, names: Set<String>) -> [Fault] {
        var faults: [Fault] = []
        var seen: Set<String> = []
        for (index, target) in status.transitions.enumerated() {
            let detail: String? =
                if !names.contains(target) {
                    "There is no status '\(target)'."
                } else if target == status.name {
                    "The transition leads from '\(target)' to itself."
                } else if !seen.insert(target).inserted {
                    "The transition to '\(target)' stands there twice."
                } else {
                    nil
                }
            if let detail { faults.append(Fault(pointer: "\(place)/transitions/\(index)", detail: detail)) }
        }
        return faults
    }

    private static func unreachable(start: String, statuses: [Status]) -> [Fault] {
        let transitions = Dictionary(statuses.map { ($0.name, $0.transitions) }) { first, _ in first }
        var reached: Set = [start]
        var open = [start]
        while let status = open.popLast() {
            for target in transitions[status] ?? [] where reached.insert(target).inserted { open.append(target) }
        }
        return statuses.enumerated().filter { !reached.contains($1.name) }.map { index, status in
            Fault(
                pointer: "/statuses/\(index)",
                detail: "No way leads from '\(start)', the start, to the status '\(status.name)'.")
        }
    }
}
