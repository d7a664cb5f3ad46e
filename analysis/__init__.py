"""The questions of this study: every public function is a result, its parameters its inputs."""
