/** The files that hand a node to whoever runs it: Kubernetes, systemd. */
package io.quorate.deploy.service;
