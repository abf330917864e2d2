"""What everybody may see: results, the check of a certificate, the winner's page."""
