import { Passkeys } from './passkeys.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SingleSignOn } from './single-sign-on.tsx';

export function SignInSection() {
  return <><SecondFactor /><Passkeys /><SingleSignOn /></>;
}
