/**
 * The deployment, on the real compiler and on what it says would be deployed. One file, since the
 * compiler is slow to start; the checks themselves are in checks/, one subject each.
 */
import './checks/template.ts';
import './checks/drift.ts';
import './checks/roles.ts';
import './checks/security.ts';
import './checks/docs.ts';
import './checks/parameters.ts';
import './checks/queries.ts';
import './checks/hooks.ts';
