import TruceDocument
import TruceScreen

/// The moments after the three-way view has opened by itself, in which keys may still be meant for the text.
///
/// Dropping what was typed ahead is not enough: who types on without looking goes on for longer than that. So the view
/// takes no letter before a pause when the person was typing, and never a ^S as its first key at once: that would send
/// what nobody has seen.
struct Opening: Sendable, Equatable {
    /// When the view opened, or when the last key came that was dropped.
    private var lastKey: Timestamp
    /// Whether something was typed between the save and its answer.
    private let isWhileTyping: Bool

    /// So many milliseconds without a key are a pause.
    static let pause: Int64 = 500

    init(at now: Timestamp, isWhileTyping: Bool) {
        lastKey = now
        self.isWhileTyping = isWhileTyping
    }

    /// Whether a key that comes at `now` is dropped; the first one that is not ends the opening.
    ///
    /// - Parameter sends: whether it would send RESULT.
    mutating func drops(_ key: Key, sends: Bool, at now: Timestamp) -> Bool {
        guard isWhileTyping && key != .escape || sends, now.milliseconds - lastKey.milliseconds < Self.pause else {
            return false
        }
        if isWhileTyping { lastKey = now }
        return true
    }
}
