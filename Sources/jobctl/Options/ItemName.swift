// The name of a job of `map` that was given none: its item, so that lists tell one from another.

import JobWire

/// Makes names of items.
enum ItemName {
  /// What the daemon takes.
  private static let bytesMax = 200

  /// Nil if the item is no name: too long, empty, with characters that a name may not have, or one that may bear a
  /// secret, which a command is masked for and a name is not.
  static func of(_ item: String) -> String? {
    guard (1...bytesMax).contains(item.utf8.count), SafeText.escaped(item) == item else { return nil }
    return item.contains("://") || item.contains("=") ? nil : item
  }
}
