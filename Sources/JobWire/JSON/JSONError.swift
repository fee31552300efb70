// What the JSON reader says about text it refuses: where, and why in a plain sentence.

/// Why a text is not acceptable JSON.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Bytes from the start of the text to the place of the complaint.
  public let offset: Int
  /// Line of that place, the first line being 1.
  public let line: Int
  /// What is wrong there.
  public let message: String

  /// One sentence with the place.
  public var description: String { "\(message) (line \(line), byte \(offset))" }
}
