// The last bytes a worker has printed, kept to explain its end.

/// The end of a stream.
struct WorkerTail {
  private var bytes: [UInt8] = []
  private static let bytesMax = Limits.workerTailBytesMax

  mutating func append(_ piece: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: piece.suffix(Self.bytesMax))
    if bytes.count > 2 * Self.bytesMax { bytes.removeFirst(bytes.count - Self.bytesMax) }
  }

  mutating func clear() {
    bytes = []
  }

  /// What is left, as text without the space at its ends; at most `bytesMax` bytes of it.
  func text(bytesMax: Int = Self.bytesMax) -> String {
    let text = String(decoding: bytes.suffix(min(bytesMax, Self.bytesMax)), as: UTF8.self)
    // What was cut in the middle of a character, or is none, was replaced by a longer character.
    let characters = text.drop(while: \.isWhitespace)
    guard let end = characters.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(characters[...end])
  }
}
