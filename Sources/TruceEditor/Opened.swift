public import TruceDocument

/// What came of opening a document.
public enum Opened: Sendable, Equatable {
    case document(Head, recovered: Recovered?)
    /// There is no document of that name: the first save creates it.
    case new(recovered: Recovered?)
    case failed(Problem, recovered: Recovered?)
}

/// A piece of a file that is being read.
public enum FilePiece: Sendable, Equatable {
    /// Bytes that follow those read before.
    case bytes([UInt8])
    case end(recovered: Recovered?)
    /// There is no such file: the first save creates it.
    case missing(recovered: Recovered?)
    /// A sentence for people.
    case failed(String)
}
