/// What stands under a path, with the tag that names this state of it.
public struct Tagged<Value: Sendable>: Sendable {
    public var value: Value
    public var etag: ETag

    public init(_ value: Value, etag: ETag) {
        self.value = value
        self.etag = etag
    }
}

extension Tagged: Equatable where Value: Equatable {}

extension Document {
    /// The metadata with its own tag.
    public var taggedMetadata: Tagged<Metadata> { Tagged(metadata, etag: metadataETag) }
}
