// The short words of the system for a failed call.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension IOError {
  /// "connection refused", without the call and the number.
  var reasonText: String { String(cString: strerror(errnoCode)).lowercased() }
}
