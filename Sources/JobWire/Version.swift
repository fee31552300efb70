// The one place that knows the version: `jobd version`, `jobctl --version`, `/v1/info` and `make dist` read it here.

/// The version of this build.
package enum Version {
  package static let current = "0.1.0"
}
