/// The conflicts of one fingerprint since the server started, with those that were kept when it did: an item of
/// `GET /v1/conflicts/groups`. Those forgotten since then still count; at the next start they do not.
public struct ConflictGroup: Hashable, Sendable {
    public var fingerprint: ConflictFingerprint
    public var reason: Reason
    public var document: String?
    public var count: Int
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    /// Who met it, in the order in which they did first; at most ``maximumActors``.
    public var actors: [String]
    /// The mean of the last five minutes.
    public var ratePerMinute: Double
    /// The mean of the hour before those.
    public var baselinePerMinute: Double
    /// Whether the last five minutes saw at least ten, and at least four times as many as the hour before them had in
    /// five minutes on average.
    public var spiking: Bool

    public static let maximumActors = 20

    public init(
        fingerprint: ConflictFingerprint, reason: Reason, document: String?, count: Int, firstSeen: Timestamp,
        lastSeen: Timestamp, actors: [String], ratePerMinute: Double, baselinePerMinute: Double, spiking: Bool
    ) {
        self.fingerprint = fingerprint
        self.reason = reason
        self.document = document
        self.count = count
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.actors = actors
        self.ratePerMinute = ratePerMinute
        self.baselinePerMinute = baselinePerMinute
        self.spiking = spiking
    }
}

extension ConflictGroup: JSONConvertible {
    public var json: JSON {
        [
            "fingerprint": .string(fingerprint.text), "reason": .string(reason.rawValue),
            "document": .optional(document), "count": .integer(count), "firstSeen": .string(firstSeen.rfc3339),
            "lastSeen": .string(lastSeen.rfc3339), "actors": .strings(actors),
            "ratePerMinute": .number(ratePerMinute), "baselinePerMinute": .number(baselinePerMinute),
            "spiking": .bool(spiking),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        let text = try place.member("fingerprint")
        guard let fingerprint = ConflictFingerprint(try text.string()) else {
            throw JSON.Invalid(pointer: text.pointer, detail: "This must be 16 hexadecimal digits.")
        }
        self.init(
            fingerprint: fingerprint, reason: try place.member("reason").oneOf(Reason.self),
            document: try place.optionalMember("document")?.string(), count: try place.member("count").integer(),
            firstSeen: try place.member("firstSeen").timestamp(), lastSeen: try place.member("lastSeen").timestamp(),
            actors: try place.member("actors").strings(), ratePerMinute: try place.member("ratePerMinute").number(),
            baselinePerMinute: try place.member("baselinePerMinute").number(),
            spiking: try place.member("spiking").bool())
    }
}
