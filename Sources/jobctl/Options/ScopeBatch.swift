// The scope around this process (`jobctl scope`): the batch which everything joins that is submitted in it.

import ArgumentParser
import JobClient

/// Asks for the scope.
enum ScopeBatch {
  static let variable = "JOBD_BATCH"

  /// Its batch, if there is one around.
  static func current() throws -> Int64? {
    guard let text = EnvironmentVariable.value(variable), !text.isEmpty else { return nil }
    guard let id = Int64(text), id > 0 else {
      throw ValidationError("\(variable) is set to '\(DisplayWidth.printable(text))', which is no batch; unset it.")
    }
    return id
  }

  /// Refuses what would not be in the scope around it, and so would neither be waited for nor cancelled with it.
  static func refuse(_ what: String, instead: String) throws {
    guard let batch = try current() else { return }
    throw ValidationError("\(what) not belong to the scope around it (batch \(batch)); \(instead).")
  }
}
