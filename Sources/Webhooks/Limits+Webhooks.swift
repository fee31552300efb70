// The bounds of a call to the URL of a callback.

import JobCore

extension Limits {
  /// How long it may take.
  static let callbackTimeoutMicros: Int64 = 15_000_000
  /// Bytes of the file with the secret.
  static let callbackSecretBytesMax = 1_024
}
