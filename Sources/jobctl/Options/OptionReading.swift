// How the texts of options become values, with words that say what is wrong with them.

import ArgumentParser
import JobWire

/// Transforms for options.
enum OptionReading {
  @Sendable static func duration(_ text: String) throws -> WireDuration {
    do throws(WireDuration.Failure) {
      return try WireDuration(parsing: text)
    } catch {
      throw ValidationError("it \(error.detail)")
    }
  }

  @Sendable static func delay(_ text: String) throws -> WireDuration {
    do throws(WireDuration.Failure) {
      return try WireDuration(parsing: text, sign: .any)
    } catch {
      throw ValidationError("it \(error.detail)")
    }
  }

  /// How long something may take. With 0 it would not start, and whoever types that means no limit.
  @Sendable static func timeLimit(_ text: String) throws -> WireDuration {
    let limit = try delay(text)
    if limit.micros <= 0 { throw ValidationError("it must be longer than 0; leave it out for no limit") }
    return limit
  }

  /// The same for a limit that there is already, which `none` takes away.
  @Sendable static func changedTimeLimit(_ text: String) throws -> PatchOption<WireDuration> {
    if text == "none" { return .none }
    let limit = try delay(text)
    if limit.micros <= 0 { throw ValidationError("it must be longer than 0; none is no limit") }
    return .value(limit)
  }

  /// A time as RFC 3339; so long from now ("+3h"); or of the local clock: "2026-11-23 08:00", "tomorrow 9:00", or
  /// "08:00" for the next time it is eight.
  @Sendable static func time(_ text: String) throws -> WireTime {
    if text.hasPrefix("+") { return WireTime(micros: Moment.current.now.micros + (try duration(text)).micros) }
    return try time(text, .next)
  }

  private static func time(_ text: String, _ side: LocalTime.Side) throws -> WireTime {
    if let time = WireTime(parsing: text) ?? LocalTime.parse(text, now: Moment.current.now, side) { return time }
    throw ValidationError(
      "it must be a time such as 08:00, \"tomorrow 9:00\", \"wed 22:30\", \(side == .next ? "+3h, " : "")"
        + "\"2026-11-23 08:00\" or 2026-11-23T08:00:00Z")
  }

  /// A time, or a duration that means so long ago; "08:00" is the last time that it was eight.
  @Sendable static func past(_ text: String) throws -> WireTime {
    if let ago = try? WireDuration(parsing: text) { return WireTime(micros: Moment.current.now.micros - ago.micros) }
    return try time(text, .last)
  }

  /// `2`, `>1`
  @Sendable static func attempts(_ text: String) throws -> WireAttempts {
    if let attempts = WireAttempts(parsing: text) { return attempts }
    throw ValidationError("it \(WireAttempts.expectation)")
  }

  /// A text that jobs are looked for by. Nothing is in everything, and a script that has lost its text means none of it.
  @Sendable static func searched(_ text: String) throws -> String {
    let bytesMax = WireLimits.searchTextBytesMax
    if !text.isEmpty, text.utf8.count <= bytesMax { return text }
    throw ValidationError("it must have 1 to \(bytesMax) bytes")
  }

  /// `key=value`
  @Sendable static func pair(_ text: String) throws -> Pair {
    guard let middle = text.firstIndex(of: "="), middle > text.startIndex else {
      throw ValidationError("it must have the form key=value")
    }
    return Pair(name: String(text[..<middle]), value: String(text[text.index(after: middle)...]))
  }

  /// A JSON value, for the option of this name.
  static func json(_ text: String, of option: String) throws -> JSONValue {
    do throws(JSONError) {
      return try JSONReader.parse(text)
    } catch {
      throw ValidationError("\(option) is not JSON: \(error).")
    }
  }

  /// A job's id.
  @Sendable static func id(_ text: String) throws -> Int64 {
    guard let id = Int64(text), id > 0 else { throw ValidationError("a job is named by its number, such as 7") }
    return id
  }

  /// A name and a value given as one option.
  struct Pair: Sendable, Equatable {
    let name: String
    let value: String
  }
}
