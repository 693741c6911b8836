import Testing

/// The real program in real terminals, one test after the other: each starts servers and editors of its own.
@Suite(.serialized) enum EndToEnd {}
