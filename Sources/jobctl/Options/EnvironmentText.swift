// Variables as they are given to `--env`: with a value, or with that which they have here.

import ArgumentParser
import JobClient

/// Reads variables.
enum EnvironmentText {
  /// - Errors: one without a value that is not set here.
  static func read(_ texts: [String]) throws -> [String: String] {
    var variables: [String: String] = [:]
    for text in texts {
      if text.contains("=") {
        let pair = try OptionReading.pair(text)
        variables[pair.name] = pair.value
      } else if let value = EnvironmentVariable.value(text) {
        variables[text] = value
      } else {
        throw ValidationError("--env \(text): there is no such variable here; give --env \(text)=VALUE.")
      }
    }
    return variables
  }
}
