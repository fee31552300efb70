// Short ways to write JSON down in code.

import JobWire

extension JSONValue {
  /// An object with these members in this order; those that are nil are left out.
  static func members(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(pairs.compactMap { name, value in value.map { JSONMember(name: name, value: $0) } })
  }

  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  static func int(_ number: Int) -> JSONValue { .integer(Int64(number)) }

  /// This object with `more` members; those that it has already are replaced.
  func with(_ more: [JSONMember]) -> JSONValue {
    guard var members = objectValue else { return self }
    for member in more {
      if let index = members.firstIndex(where: { $0.name == member.name }) {
        members[index] = member
      } else {
        members.append(member)
      }
    }
    return .object(members)
  }
}
