// The command line of `map`: a command, and the items it is run for. They stand after `:::`, in files that are named
// after `::::`, or come from stdin.

import ArgumentParser
import JobWire

/// A command with places for an item, and where the items come from.
struct MapItems: Equatable {
  /// Where items are read from.
  enum Source: Equatable {
    case arguments([String])
    case files([String])
    case stdin
  }

  /// What stands for the item.
  static let placeholder = "{}"

  let command: [String]
  let source: Source

  /// Splits `CMD ARG… ::: ITEM…`, `CMD ARG… :::: FILE…` or `CMD ARG…`.
  init(_ words: [String]) throws {
    let middle = words.firstIndex { $0 == ":::" || $0 == "::::" } ?? words.endIndex
    command = Array(words[..<middle])
    if command.isEmpty { throw ValidationError("Say what to run for each item: jobctl map CMD {} ::: ITEM…") }
    guard middle < words.endIndex else {
      source = .stdin
      return
    }
    let rest = Array(words[(middle + 1)...])
    if words[middle] == ":::" {
      if rest.contains(where: { $0 == ":::" || $0 == "::::" }) {
        throw ValidationError("There can be only one ::: or ::::; each word after ::: is an item.")
      }
      source = .arguments(rest)
    } else {
      if rest.isEmpty { throw ValidationError(":::: needs a file of items, or - for stdin.") }
      source = .files(rest)
    }
  }

  /// Refuses a whole command line in one word, as GNU parallel takes it: there is no program of that name.
  func refuseLine() throws {
    guard command.count == 1, let word = command.first, word.contains(" "), !ProgramFile.isThere(word) else { return }
    throw ValidationError(
      "There is no program '\(word)'; write its words apart, without quotes, or sh -c '…' for a line of the shell.")
  }

  /// The items, in order.
  func items(isNullSeparated: Bool) throws(CommandFailure) -> [String] {
    switch source {
    case .arguments(let items): return items
    case .stdin: return try Self.split(InputFile.read("-"), isNullSeparated: isNullSeparated)
    case .files(let names):
      var items: [String] = []
      for name in names { items += try Self.split(InputFile.read(name), isNullSeparated: isNullSeparated) }
      return items
    }
  }

  /// Whether items come from stdin.
  var readsStdin: Bool {
    switch source {
    case .arguments: false
    case .files(let names): names.contains("-")
    case .stdin: true
    }
  }

  /// The argument list for one item: the item stands in all its places, or comes last when there are none.
  func argv(for item: String) -> [String] {
    let hasPlace = command.contains { $0.contains(Self.placeholder) }
    return hasPlace ? command.map { Self.fill($0, with: item) } : command + [item]
  }

  /// A text with the item in its places.
  static func fill(_ text: String, with item: String) -> String { text.replacing(placeholder, with: item) }

  /// One item for each line that is not empty; or for each piece between zero bytes.
  static func split(_ bytes: [UInt8], isNullSeparated: Bool) throws(CommandFailure) -> [String] {
    let parts = bytes.split(
      separator: isNullSeparated ? 0 : UInt8(ascii: "\n"), omittingEmptySubsequences: !isNullSeparated)
    var items: [String] = []
    items.reserveCapacity(parts.count)
    for (index, part) in parts.enumerated() {
      // What follows the last zero byte is nothing, not an empty item.
      if isNullSeparated, part.isEmpty, index == parts.count - 1 { continue }
      var part = part
      if !isNullSeparated, part.last == UInt8(ascii: "\r") { part.removeLast() }
      guard let item = String(validating: part, as: UTF8.self) else {
        throw CommandFailure(
          .usage, "Item \(items.count + 1) is not UTF-8.", hint: "Name files in UTF-8, or use a list of numbers.")
      }
      if item.contains("\0") {
        throw CommandFailure(
          .usage, "Item \(items.count + 1) has a zero byte in it.", hint: "Separate items with --null.")
      }
      if !item.isEmpty || isNullSeparated { items.append(item) }
    }
    return items
  }
}
