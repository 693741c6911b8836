/// What libFuzzer calls for every input; ends the process where a law is broken.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = MergeInput(UnsafeBufferPointer(start: bytes, count: count))
    // That is how a fuzzer is told: it keeps the input that led here.
    if let law = MergeLaws(input).firstBroken { fatalError("broken: \(law)") }
    return 0
}
