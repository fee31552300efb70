// A setting as it was written, before anybody knows whether it makes sense.

import JobWire

/// The text of a setting: one value, or a list of them; or a list of objects, whose values are texts.
enum ConfigText: Sendable, Equatable {
  case one(String)
  case many([String])
  case objects([JSONValue])

  /// The value, if it is one.
  var single: String? {
    if case .one(let text) = self { text } else { nil }
  }
}
