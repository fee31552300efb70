// Answers whose bytes a job made.

extension HTTPResponse {
  /// With what keeps a browser from taking a job's bytes for what they are not declared to be.
  var ofJob: HTTPResponse { with("X-Content-Type-Options", "nosniff") }
}
