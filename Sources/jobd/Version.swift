// The one place that knows the version: `jobd version`, `/v1/info` and `make dist` read it here.

/// The version of this build.
enum Version {
  static let current = "0.1.0"
}
