// Sizes as people write them in the configuration: 16MiB, 4096, 1GiB.

/// A number of bytes.
struct ByteCount: Equatable, Sendable {
  let bytes: Int64

  init(_ bytes: Int64) { self.bytes = bytes }

  /// Reads a whole number with an optional unit: `B`, `KiB`, `MiB`, `GiB`, `TiB` (of 1024), or `K`, `M`, `G`, `T` for
  /// the same; nil for anything else.
  init?(parsing text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits) else { return nil }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let factor = Self.factors.first(where: { $0.names.contains(String(unit)) })?.bytes else { return nil }
    let (bytes, isOver) = number.multipliedReportingOverflow(by: factor)
    if isOver { return nil }
    self.bytes = bytes
  }

  private static let factors: [(names: [String], bytes: Int64)] = [
    (["", "B"], 1), (["KiB", "K"], 1 << 10), (["MiB", "M"], 1 << 20), (["GiB", "G"], 1 << 30), (["TiB", "T"], 1 << 40),
  ]
}

extension ByteCount: CustomStringConvertible {
  /// The shortest exact text: `16MiB`, `4097`.
  var description: String {
    for (names, factor) in Self.factors.reversed() where bytes >= factor && bytes % factor == 0 {
      return "\(bytes / factor)\(names[0])"
    }
    return "\(bytes)"
  }
}
