// Texts that go out and come back, and that nobody can read or make up meanwhile: cursors over what their reader does not
// see.

import Crypto

import struct Foundation.Data

/// Seals and opens texts with a key that lives as long as the process.
package struct TextSeal: Sendable {
  private let key = SymmetricKey(size: .bits256)

  package init() {}

  /// The sealed text: letters, digits, - and _. It is opened only for the same `purpose`.
  package func seal(_ text: String, for purpose: String) -> String {
    // Fails for texts of 256 GiB alone; an empty one is none that can be opened.
    let box = try? ChaChaPoly.seal(Data(text.utf8), using: key, authenticating: Data(purpose.utf8))
    let base = box?.combined.base64EncodedString() ?? ""
    return base.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// What was sealed, by this process; else nil.
  package func open(_ sealed: String, for purpose: String) -> String? {
    var base = sealed.replacing("-", with: "+").replacing("_", with: "/")
    base += String(repeating: "=", count: (4 - base.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: base), let box = try? ChaChaPoly.SealedBox(combined: data),
      let text = try? ChaChaPoly.open(box, using: key, authenticating: Data(purpose.utf8))
    else { return nil }
    return String(validating: text, as: UTF8.self)
  }
}
