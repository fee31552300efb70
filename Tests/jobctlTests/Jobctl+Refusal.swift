// What jobctl says of a command line that it does not take.

import ArgumentParser

@testable import jobctl

extension Jobctl {
  /// The words with which these arguments are refused; `nil` if they are taken.
  static func refusal(of arguments: [String]) -> String? {
    do {
      _ = try command(of: arguments)
      return nil
    } catch {
      return fullMessage(for: error)
    }
  }
}
