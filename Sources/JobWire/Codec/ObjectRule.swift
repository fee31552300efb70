// What has to hold between the fields of an object: checked by the reader, and part of the object's form.

/// A rule about which fields may stand together. A field that is null is not there.
package enum ObjectRule: Sendable, Equatable {
  case exactlyOne([String])
  case notBoth(String, String)
  /// If one of the first is there, the other has to be.
  case needs([String], String)
  /// The first, if it is there, has something in it, unless the other is true. The other is true only beside the first.
  case filled(String, unless: String)
  /// At least one of them is there.
  case some([String])
  /// If it is there, the list has an element.
  case notEmpty(String)

  /// Of which each may be missing because another is there.
  var names: [String] {
    switch self {
    case .exactlyOne(let names): names
    case .notBoth, .needs, .filled, .some, .notEmpty: []
    }
  }
}

extension ObjectReader {
  mutating func exactlyOne(of names: [String]) {
    note(.exactlyOne(names))
    var count = 0
    for name in names where has(name) { count += 1 }
    if count == 1 { return }
    let given = count == 2 && names.count == 2 ? "both" : names.filter { has($0) }.joined(separator: ", ")
    let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    problem("must have exactly one of \(list); it has \(count == 0 ? "none" : given)")
  }

  /// At most one of the two is there; the complaint is about the first.
  mutating func notBoth(_ name: String, _ other: String) {
    note(.notBoth(name, other))
    if has(name), has(other) { problem(name, "cannot be given together with \(other)") }
  }

  /// A list that is there has an element; one whose elements are all wrong is not empty.
  mutating func notEmpty(_ name: String, else detail: String) {
    note(.notEmpty(name))
    if isEmptyList(name) { problem(name, detail) }
  }

  /// What is there of `names` takes `other`.
  ///
  /// - Returns: the first of them, if it is there without.
  mutating func lacking(_ other: String, for names: [String]) -> String? {
    note(.needs(names, other))
    return has(other) ? nil : names.first { has($0) }
  }
}
