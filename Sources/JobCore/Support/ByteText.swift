// Text that is compared by its bytes, as the database compares it. A Swift string is equal to another that looks the same
// in another normal form, which would make two keys of the database one in memory.

/// A key of a dictionary that stands for a text in the database.
struct ByteText: Hashable, Sendable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  static func == (left: ByteText, right: ByteText) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
