/// Among how many bytes at the start of a text a byte 0 makes it binary: git's own bound (`buffer_is_binary` in its
/// `xdiff-interface.c`).
public let binaryBytes = 8_000

extension Collection<UInt8> {
    /// Whether it is no text, as git sees it: a byte 0 is among the first ``binaryBytes``.
    public var isBinary: Bool { prefix(binaryBytes).contains(0) }
}
